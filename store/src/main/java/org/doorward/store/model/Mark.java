package org.doorward.store.model;

/**
 * How far a source of log lines was read.
 *
 * @param source which one: printable ASCII, 1 to {@link #SOURCE_LIMIT} characters
 * @param position where to go on, in the source's own form: printable ASCII, at most {@link #POSITION_LIMIT} characters
 */
public record Mark(String source, String position) {

    /** The longest name of a source. */
    public static final int SOURCE_LIMIT = 200;

    /** The longest position. */
    public static final int POSITION_LIMIT = 500;

    /** Refuses what cannot be kept whole: half a position leads nowhere. */
    public Mark {
        if (source.isEmpty() || source.length() > SOURCE_LIMIT || !printable(source)) {
            throw new IllegalArgumentException("no name for a source of lines: " + source);
        }
        if (position.length() > POSITION_LIMIT || !printable(position)) {
            throw new IllegalArgumentException("no position in a source of lines: " + position);
        }
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
