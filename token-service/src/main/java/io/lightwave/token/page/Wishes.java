package io.lightwave.token.page;

import io.lightwave.token.language.Text;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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

    /// Who somebody is comes first, what lasts longest last.
    private static final List<String> ORDER =
            List.of("wish.openid", "wish.profile", "wish.email", "wish.phone", "wish.address", "wish.groups");

    private Wishes() {}

    /// Each once, in an order that does not change.
    static List<Text> inWords(Collection<String> wishes) {
        return wishes.stream()
                .sorted(Comparator.comparingInt(Wishes::rank).thenComparing(Comparator.naturalOrder()))
                .map(Wishes::inWords)
                .distinct()
                .toList();
    }

    private static int rank(String wish) {
        String word = WORDS.getOrDefault(wish, "");
        int place = ORDER.indexOf(word);
        if (place >= 0) {
            return place;
        }
        return word.equals("wish.offline") ? ORDER.size() + 1 : ORDER.size();
    }

    private static Text inWords(String wish) {
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
