package io.lightwave.token.page;

import java.util.Map;

/// What a client asks for, in words that a person knows.
final class Wishes {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("openid", "who you are"),
            Map.entry("profile", "your name and your profile"),
            Map.entry("email", "your e-mail address"),
            Map.entry("claim:email", "your e-mail address"),
            Map.entry("claim:email_verified", "your e-mail address"),
            Map.entry("address", "your postal address"),
            Map.entry("claim:address", "your postal address"),
            Map.entry("phone", "your telephone number"),
            Map.entry("claim:phone_number", "your telephone number"),
            Map.entry("claim:phone_number_verified", "your telephone number"),
            Map.entry("groups", "the groups you are in"),
            Map.entry("claim:groups", "the groups you are in"),
            Map.entry("offline_access", "access while you are away"));

    private Wishes() {}

    static String inWords(String wish) {
        String known = WORDS.get(wish);
        if (known != null) {
            return known;
        }
        if (wish.startsWith("claim:")) {
            return "your " + wish.substring("claim:".length()).replace('_', ' ');
        }
        return wish.startsWith("resource:") ? "access to " + wish.substring("resource:".length()) : wish;
    }
}
