package io.lightwave.workload.recognition;

/// Text of others in a line of the audit trail: nothing that would change how the line looks.
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /// At most 200 characters.
    public static String of(String text) {
        return of(text, LONGEST);
    }

    static String of(String text, int longest) {
        String start = text.length() > longest ? text.substring(0, longest) : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
