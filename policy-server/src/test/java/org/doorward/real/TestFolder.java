package org.doorward.real;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A temporary folder that other users may enter, as Postfix's daemons must; JUnit's own is for its owner alone. Deleted at
 * the end, but for a look at what a failed test left ({@code -DargLine=-Ddoorward.test.keep=true}).
 *
 * @param path where
 */
public record TestFolder(Path path) implements AutoCloseable {

    /** Makes one. */
    public static TestFolder make(String name) throws IOException {
        Path path = Files.createTempDirectory("doorward-" + name + "-");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new TestFolder(path.toRealPath());
    }

    @Override
    public void close() throws IOException {
        if (!Boolean.getBoolean("doorward.test.keep")) {
            delete(path);
        }
    }

    /** Deletes a folder and all in it. */
    public static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
