package org.doorward.docker;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one {@link Composed} of this process to the classes that want it; it is started for the first, and ends with the last. */
final class WithComposed implements BeforeAllCallback, ParameterResolver {

    /** A start that failed takes minutes; it is not tried again for the next class. */
    private record Attempt(
            Optional<Composed> composed, @Nullable AssertionError failure) implements AutoCloseable {

        @Override
        public void close() {
            composed.ifPresent(Composed::close);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        DockerParts.require();
        composed(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Composed.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return composed(context);
    }

    private static Composed composed(ExtensionContext context) {
        // Surefire hands a process one class after another, and has the same session for all.
        Attempt attempt = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(WithComposed.class))
                .getOrComputeIfAbsent(Attempt.class, key -> attempt(), Attempt.class);
        return attempt.composed().orElseThrow(() -> new AssertionError("it did not start", attempt.failure()));
    }

    private static Attempt attempt() {
        try {
            return new Attempt(Optional.of(Composed.start()), null);
        } catch (IOException e) {
            return new Attempt(Optional.empty(), new AssertionError("no copy of the tree", e));
        } catch (AssertionError e) {
            return new Attempt(Optional.empty(), e);
        }
    }
}
