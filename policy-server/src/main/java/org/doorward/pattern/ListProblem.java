package org.doorward.pattern;

/**
 * Something in a list that was refused.
 *
 * @param source the file, or the place in the configuration
 * @param line the line, counted from 1; 0 when it concerns the whole
 * @param message what is wrong; what it quotes is escaped and cut
 * @param remedy what to do about it
 */
public record ListProblem(String source, int line, String message, String remedy) {

    /** One line: {@code /etc/doorward/allow_clients:12: message; remedy}. */
    @Override
    public String toString() {
        return source + (line > 0 ? ":" + line : "") + ": " + message + "; " + remedy;
    }
}
