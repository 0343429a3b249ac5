package io.lightwave.token.page;

import io.lightwave.token.language.Text;
import java.util.Map;

/// What a client asks for, in words that a person knows.
final class Wishes {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("openid", "wish.openid"),
            Map.entry("profile", "wish.profile"),
            Map.entry("email", "wish.email"),
            Map.entry("claim:email", "wish.email"),
            Map.entry("claim:email_verified", "wish.email"),
            Map.entry("address", "wish.address"),
            Map.entry("claim:address", "wish.address"),
            Map.entry("phone", "wish.phone"),
            Map.entry("claim:phone_number", "wish.phone"),
            Map.entry("claim:phone_number_verified", "wish.phone"),
            Map.entry("groups", "wish.groups"),
            Map.entry("claim:groups", "wish.groups"),
            Map.entry("offline_access", "wish.offline"));

    private Wishes() {}

    static Text inWords(String wish) {
        String known = WORDS.get(wish);
        if (known != null) {
            return Text.of(known);
        }
        if (wish.startsWith("claim:")) {
            return Text.of("wish.claim", wish.substring("claim:".length()).replace('_', ' '));
        }
        return wish.startsWith("resource:")
                ? Text.of("wish.resource", wish.substring("resource:".length()))
                : Text.asItIs(wish);
    }
}
