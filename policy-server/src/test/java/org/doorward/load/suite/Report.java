package org.doorward.load.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, as a table in Markdown. */
final class Report {

    private final List<String> rows = new ArrayList<>();
    private boolean allMet = true;

    /** A figure without a target. */
    void add(String what, String measured) {
        row(what, measured, "");
    }

    /**
     * A figure that must not be below its target.
     *
     * @param unit follows the figures
     */
    void atLeast(String what, double measured, double target, String unit, String remark) {
        row(what, number(measured) + unit + remark, "at least " + number(target) + unit, measured >= target);
    }

    /** A figure that must not be above its target. */
    void atMost(String what, double measured, double target, String unit, String remark) {
        row(what, number(measured) + unit + remark, "at most " + number(target) + unit, measured <= target);
    }

    private void row(String what, String measured, String target, boolean met) {
        allMet &= met;
        row(what, measured, target + (met ? "" : " **missed**"));
    }

    private void row(String what, String measured, String target) {
        String row = "| " + what + " | " + measured + " | " + target + " |";
        System.out.println(row);
        rows.add(row);
    }

    /** Whether every target was met. */
    boolean allMet() {
        return allMet;
    }

    /** The table. */
    String table() {
        return "| what | measured | target |\n| --- | --- | --- |\n" + String.join("\n", rows) + "\n";
    }

    private static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
