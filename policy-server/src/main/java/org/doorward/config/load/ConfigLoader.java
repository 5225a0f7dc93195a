package org.doorward.config.load;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.doorward.config.DoorwardConfig;
import org.doorward.config.settings.Layers;
import org.doorward.config.settings.Origin;
import org.doorward.config.settings.Problems;
import org.doorward.config.settings.Settings;

/**
 * Reads the configuration: the file, then {@code conf.d/*.toml} beside it in the order of their names, then secrets from the
 * environment, then {@code --set} overrides; the later counts. All problems of all of them are reported together.
 *
 * <p>A reload calls {@link #load} again with the same arguments, keeps the old configuration when it is
 * {@linkplain LoadResult.Refused refused}, and asks {@link RestartNeeded} what of a new one cannot be applied. Reads files,
 * so never on an event loop. Thread-safe.
 */
public final class ConfigLoader {

    /** Where files are looked for when nothing else is said. */
    public static final Path DEFAULT_FILE = Path.of("/etc/doorward/doorward.toml");

    private static final Path USUAL_STATE_DIRECTORY = Path.of("/var/lib/doorward");

    private final Path defaultFile;
    private final Map<String, String> environment;
    private final Set<String> checkNames;
    private final StateDirectory stateDirectory;

    /**
     * A loader for this surrounding.
     *
     * @param defaultFile the file to read when none is named; it may be missing
     * @param environment the environment's variables
     * @param checkNames the names of all checks
     * @param stateDirectory chooses the state directory
     */
    public ConfigLoader(
            Path defaultFile, Map<String, String> environment, Set<String> checkNames, StateDirectory stateDirectory) {
        this.defaultFile = defaultFile;
        this.environment = Map.copyOf(environment);
        this.checkNames = Set.copyOf(checkNames);
        this.stateDirectory = stateDirectory;
    }

    /**
     * The loader of a running process.
     *
     * @param checkNames the names of all checks
     */
    public static ConfigLoader ofProcess(Set<String> checkNames) {
        Map<String, String> environment = System.getenv();
        Path workingDirectory = Path.of("").toAbsolutePath();
        return new ConfigLoader(
                DEFAULT_FILE,
                environment,
                checkNames,
                new StateDirectory(environment, USUAL_STATE_DIRECTORY, workingDirectory));
    }

    /**
     * Reads everything.
     *
     * @param file the file of {@code --config}, which must exist; empty for the default one, which need not
     * @param overrides the arguments of {@code --set}, {@code key=value}, in their order
     */
    public LoadResult load(Optional<Path> file, List<String> overrides) {
        Problems problems = new Problems();
        Layers layers = new Layers(Keys.TABLE, problems);
        List<Path> files = files(file, problems);
        files.forEach(layers::addFile);
        layers.addEnvironment(environment);
        overrides.forEach(layers::addOverride);
        Settings settings = layers.settings();
        if (layers.wellFormed()) {
            new CrossRules(settings, checkNames, problems).check();
        }
        if (!problems.isEmpty()) {
            return new LoadResult.Refused(problems.all());
        }
        StateDirectory.Choice state = stateDirectory.choose(settings.get(MainKeys.STATE_DIR));
        return new LoadResult.Loaded(config(settings, state), settings, state, files);
    }

    /** The file that is read when none is named. */
    public Path defaultFile() {
        return defaultFile;
    }

    private List<Path> files(Optional<Path> named, Problems problems) {
        Path main = named.orElse(defaultFile);
        List<Path> files = new ArrayList<>();
        // What may not be looked at neither exists nor is missing; reading it then says why it cannot be read.
        if (named.isPresent() || !Files.notExists(main)) {
            files.add(main);
        }
        files.addAll(directory(main.resolveSibling("conf.d"), problems));
        return files;
    }

    private static List<Path> directory(Path directory, Problems problems) {
        if (Files.notExists(directory)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "[!.]*.toml")) {
            found.forEach(files::add);
        } catch (IOException | DirectoryIteratorException failed) {
            problems.add(
                    new Origin.InFile(directory, 0, 0),
                    "",
                    "cannot be listed",
                    "make it a directory that the user that Doorward runs as may read");
        }
        return files.stream().sorted().toList();
    }

    private static DoorwardConfig config(Settings settings, StateDirectory.Choice state) {
        return new DoorwardConfig(
                settings.get(MainKeys.LISTEN),
                settings.get(MainKeys.MODE),
                state.path(),
                AdminKeys.read(settings),
                ServerKeys.read(settings),
                DecisionKeys.read(settings),
                RateKeys.read(settings),
                ExemptKeys.read(settings),
                AccessKeys.read(settings),
                ScoreKeys.read(settings),
                BanKeys.read(settings),
                OwnListKeys.read(settings),
                SpamtrapKeys.read(settings),
                HeloKeys.read(settings),
                ReverseNameKeys.read(settings),
                SenderKeys.read(settings),
                SpfKeys.read(settings),
                GreylistKeys.read(settings),
                DnsKeys.read(settings),
                DnsblKeys.read(settings),
                WatchKeys.read(settings),
                FirewallKeys.read(settings),
                EgressKeys.read(settings),
                StoreKeys.read(settings),
                LogKeys.read(settings));
    }
}
