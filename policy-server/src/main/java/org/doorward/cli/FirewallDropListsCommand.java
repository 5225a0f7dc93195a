package org.doorward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.doorward.config.load.LoadResult;
import org.doorward.firewall.droplist.DropListStatus;
import org.doorward.firewall.droplist.DropLists;
import org.doorward.text.Table;
import org.doorward.worker.DropListSources;
import org.doorward.worker.Rehearsal;
import org.doorward.worker.WorkerPlaces;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code doorward firewall drop-lists}. */
@Command(
        name = "drop-lists",
        description = "Shows the drop lists as the worker has them on disk: how many networks, how old, what is wrong.")
final class FirewallDropListsCommand extends ConfiguredCommand {

    private static final List<String> COLUMNS =
            List.of("list", "source", "IPv4", "IPv6", "in use", "good at", "tried at", "error");

    FirewallDropListsCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadResult.Loaded loaded = options.loadValid(environment.loader());
        PrintWriter out = out();
        List<DropListStatus> lists = statuses(loaded);
        if (lists.isEmpty()) {
            out.println("No drop list is configured; firewall.drop_lists names them.");
            return CommandLine.ExitCode.OK;
        }
        Table table = new Table(COLUMNS);
        lists.forEach(list -> table.add(List.of(
                list.name(),
                list.source(),
                Integer.toString(list.v4()),
                Integer.toString(list.v6()),
                list.inUse() ? "yes" : "no",
                time(list.good()),
                time(list.tried()),
                list.error())));
        table.lines().forEach(out::println);
        lists.forEach(list -> list.remarks().forEach(remark -> out.println(list.name() + ": " + remark)));
        return CommandLine.ExitCode.OK;
    }

    private List<DropListStatus> statuses(LoadResult.Loaded loaded) throws InterruptedException {
        try {
            WorkerPlaces places = FirewallPlaces.of(loaded, environment);
            DropLists lists =
                    DropListSources.of(loaded.config().firewall(), places, environment.clock(), environment.nanoTime());
            // Only with it is it known what is left out.
            Rehearsal rehearsal = Rehearsal.of(loaded.config(), places, environment.clock(), environment.nanoTime());
            var unused = lists.networks(rehearsal.neverBan());
            return lists.statuses();
        } catch (IOException e) {
            throw new CommandFailed("The drop lists cannot be read: " + e.getMessage() + ". Run this as root.");
        }
    }

    private static String time(Instant when) {
        return when.equals(Instant.EPOCH) ? "never" : when.toString();
    }
}
