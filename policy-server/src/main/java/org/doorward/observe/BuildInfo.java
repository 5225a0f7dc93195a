package org.doorward.observe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import java.util.jar.Manifest;

/**
 * What was built, from the manifest of the jar that holds it.
 *
 * @param version Doorward's version; {@code development} when it does not run from a jar
 * @param commit the commit it was built from, empty when the build did not know
 * @param java the version of the Java that runs it
 */
public record BuildInfo(String version, Optional<String> commit, String java) {

    /** The manifest's attribute that holds the commit. */
    static final String COMMIT = "Implementation-Commit";

    /** The running program's. */
    public static BuildInfo running() {
        String version = Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new BuildInfo(version, builtFrom(), Runtime.version().toString());
    }

    private static Optional<String> builtFrom() {
        String own = BuildInfo.class.getName().replace('.', '/') + ".class";
        URL here = BuildInfo.class.getClassLoader().getResource(own);
        if (here == null || !"jar".equals(here.getProtocol())) {
            return Optional.empty();
        }
        String jar = here.toString().substring(0, here.toString().length() - own.length());
        try (InputStream in = new URL(jar + "META-INF/MANIFEST.MF").openStream()) {
            return Optional.ofNullable(new Manifest(in).getMainAttributes().getValue(COMMIT));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code Doorward} and the version. */
    public String name() {
        return "Doorward " + version;
    }
}
