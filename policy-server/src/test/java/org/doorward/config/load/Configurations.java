package org.doorward.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.settings.ConfigProblem;

/** A directory that stands for {@code /etc/doorward}, and a loader that knows no other file of this machine. */
final class Configurations {

    static final Set<String> CHECKS = Set.of("exempt", "access", "greylist");

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    Configurations(Path directory) {
        this.directory = directory;
    }

    Path main() {
        return directory.resolve("doorward.toml");
    }

    Configurations file(String toml) {
        return write("doorward.toml", toml);
    }

    Configurations confD(String name, String toml) {
        return write("conf.d/" + name, toml);
    }

    Configurations environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path create(String name) {
        write(name, "");
        return directory.resolve(name);
    }

    private Configurations write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    LoadResult result(String... overrides) {
        return result(Optional.empty(), overrides);
    }

    LoadResult result(Optional<Path> named, String... overrides) {
        StateDirectory state = new StateDirectory(environment, directory.resolve("lib"), directory);
        return new ConfigLoader(main(), environment, CHECKS, state).load(named, Arrays.asList(overrides));
    }

    LoadResult.Loaded loaded(String... overrides) {
        LoadResult result = result(overrides);
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }

    /** The problems as text, with {@code DIR} for the directory. */
    List<String> problems(String... overrides) {
        return shown(result(overrides));
    }

    List<String> shown(LoadResult result) {
        assertThat(result).isInstanceOf(LoadResult.Refused.class);
        return ((LoadResult.Refused) result)
                .problems().stream()
                        .map(ConfigProblem::toString)
                        .map(text -> text.replace(directory.toString(), "DIR"))
                        .toList();
    }
}
