package org.doorward.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.doorward.config.Vector;
import org.doorward.feed.Reporter;
import org.doorward.store.blame.Ban;

/** Writes down what is reported. */
final class SampleReporter implements Reporter {

    final List<String> reported = new ArrayList<>();
    Optional<Ban> ban = Optional.empty();

    @Override
    public Optional<Vector> vector(String label) {
        return Vector.of(label);
    }

    @Override
    public List<String> vectors() {
        return Vector.builtIn().stream().map(Vector::label).toList();
    }

    @Override
    public CompletionStage<List<Optional<Ban>>> record(List<Report> reports) {
        reports.forEach(
                report -> reported.add(report.vector().label() + " " + report.address() + " " + report.evidence()));
        return CompletableFuture.completedFuture(
                reports.stream().map(report -> ban).toList());
    }
}
