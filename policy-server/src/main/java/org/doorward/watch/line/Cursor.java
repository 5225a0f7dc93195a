package org.doorward.watch.line;

import org.doorward.text.Ascii;

/** A place in a line, moved on by what stands there. What does not stand there does not move it. */
final class Cursor {

    static final int NO_OFFSET = Integer.MIN_VALUE;

    final String line;
    int at;

    Cursor(String line) {
        this.line = line;
    }

    char peek() {
        return at < line.length() ? line.charAt(at) : 0;
    }

    boolean step(String text) {
        if (line.startsWith(text, at)) {
            at += text.length();
            return true;
        }
        return false;
    }

    /** {@code <22>}. */
    boolean priority() {
        if (peek() != '<') {
            return false;
        }
        int end = line.indexOf('>', at);
        if (end < 0 || end - at > 4 || SyslogText.digits(line, at + 1, end) < 0) {
            return false;
        }
        at = end + 1;
        return true;
    }

    /** Characters that are no blank, and the blank behind them. */
    boolean word(int longest) {
        int end = line.indexOf(' ', at);
        if (end <= at || end - at > longest) {
            return false;
        }
        at = end + 1;
        return true;
    }

    /** {@code mail.info } as BusyBox writes it behind the host. */
    void facility() {
        int i = at;
        while (i < line.length() && (Ascii.lower(line.charAt(i)) || line.charAt(i) == '.')) {
            i++;
        }
        if (i > at
                && i < line.length()
                && line.charAt(i) == ' '
                && line.substring(at, i).indexOf('.') > 0) {
            at = i + 1;
        }
    }

    /** A program's name, up to its process or the colon; returns its end. */
    int program(int longest) {
        int i = at;
        while (i < line.length() && i - at < longest) {
            char c = line.charAt(i);
            if (c == '[' || c == ':' || c <= ' ') {
                break;
            }
            i++;
        }
        at = i;
        return i;
    }

    /** {@code [4711]}; 0 when it is not there. */
    long process() {
        if (peek() != '[') {
            return 0;
        }
        int end = line.indexOf(']', at);
        long number = end < 0 ? -1 : SyslogText.digits(line, at + 1, end);
        if (number < 0) {
            return 0;
        }
        at = end + 1;
        return number;
    }

    /** {@code [ID 197553 mail.info] }. */
    void solaris() {
        if (line.startsWith("[ID ", at)) {
            int end = line.indexOf("] ", at);
            if (end > 0) {
                at = end + 2;
            }
        }
    }

    /** RFC 5424 section 6.3: {@code -}, or elements in brackets with quoted values. */
    boolean structuredData() {
        if (step("- ")) {
            return true;
        }
        while (peek() == '[') {
            boolean quoted = false;
            int i = at + 1;
            while (i < line.length() && (quoted || line.charAt(i) != ']')) {
                char c = line.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                }
                i++;
            }
            at = Math.min(i + 1, line.length());
        }
        return step(" ");
    }

    /** {@code .123456} in nanoseconds; 0 when it is not there. */
    long fraction(int nanoDigits) {
        if (peek() != '.' && peek() != ',') {
            return 0;
        }
        at++;
        long number = 0;
        int count = 0;
        while (Ascii.digit(peek())) {
            if (count < nanoDigits) {
                number = number * 10 + (peek() - '0');
                count++;
            }
            at++;
        }
        for (; count < nanoDigits; count++) {
            number *= 10;
        }
        return number;
    }

    /** {@code Z}, {@code +01:00} or {@code +0100} in seconds; {@link #NO_OFFSET} when it is not there. */
    int offset() {
        char sign = peek();
        if (sign == 'Z') {
            at++;
            return 0;
        }
        if ((sign != '+' && sign != '-') || at + 5 > line.length()) {
            return NO_OFFSET;
        }
        int minutes = line.charAt(at + 3) == ':' ? at + 4 : at + 3;
        if (minutes + 2 > line.length()) {
            return NO_OFFSET;
        }
        long hour = SyslogText.digits(line, at + 1, at + 3);
        long minute = SyslogText.digits(line, minutes, minutes + 2);
        if (hour < 0 || minute < 0) {
            return NO_OFFSET;
        }
        at = minutes + 2;
        int seconds = (int) (hour * 3600 + minute * 60);
        return sign == '+' ? seconds : -seconds;
    }

    String rest() {
        return line.substring(at);
    }
}
