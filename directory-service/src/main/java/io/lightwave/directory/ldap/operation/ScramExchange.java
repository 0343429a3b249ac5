package io.lightwave.directory.ldap.operation;

import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.password.ScramProof;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The messages of SCRAM (RFC 5802 §5 and §7), without what they are compared with. Malformed ones, and those that are
/// bound to another channel, are an [IllegalArgumentException].
final class ScramExchange {
    /// The types of channel binding that there may be, the better one first.
    static final List<String> BINDINGS = List.of("tls-exporter", "tls-server-end-point");

    private static final int LONGEST_MESSAGE = 4_096;
    private static final int NONCE_BYTES = 24;
    private static final String NONCE = "[\\x21-\\x2b\\x2d-\\x7e]{1,512}";
    private static final Pattern CLIENT_FIRST = Pattern.compile("(?<header>(?<flag>n|y|p=(?<type>[A-Za-z0-9.-]{1,64})),"
            + "(?:a=(?<as>[^,]+))?,)(?<bare>n=(?<name>[^,]+),r=(?<nonce>" + NONCE + ")(?:,[A-Za-z]=[^,]*)*)");
    private static final Pattern CLIENT_FINAL = Pattern.compile("(?<bare>c=(?<binding>[A-Za-z0-9+/=]+),r=(?<nonce>"
            + NONCE + ")(?:,[A-Za-z]=[^,]*)*),p=(?<proof>[A-Za-z0-9+/=]+)");

    private final boolean bound;
    private final byte[] binding;
    private final String name;
    private final String authorizationId;
    private final String type;
    private final String nonce;
    private final String bare;
    private String serverFirst = "";

    private ScramExchange(Matcher first, byte[] binding, String ownNonce) {
        this.bound = first.group("type") != null;
        this.type = bound ? first.group("type") : "";
        this.binding = binding;
        this.name = saslName(first.group("name"));
        this.authorizationId = first.group("as") == null ? "" : saslName(first.group("as"));
        this.nonce = first.group("nonce") + ownNonce;
        this.bare = first.group("bare");
    }

    /// Reads the client's first message.
    ///
    /// @param plus whether it is SCRAM-SHA-256-PLUS
    static ScramExchange begin(byte[] message, boolean plus, Channel channel, SecureRandom random) {
        Matcher first = matched(CLIENT_FIRST, message);
        String flag = first.group("flag");
        if (flag.startsWith("p=") != plus) {
            throw new IllegalArgumentException("channel binding and mechanism do not agree");
        }
        if (flag.equals("y") && isBindable(channel)) {
            throw new IllegalArgumentException("somebody has hidden -PLUS from the client"); // RFC 5802 §6
        }
        var binding = new ByteArrayOutputStream();
        binding.writeBytes(first.group("header").getBytes(StandardCharsets.UTF_8));
        if (plus) {
            binding.writeBytes(Optional.of(first.group("type"))
                    .filter(BINDINGS::contains)
                    .flatMap(channel::binding)
                    .orElseThrow(() -> new IllegalArgumentException("no such channel binding here")));
        }
        byte[] own = new byte[NONCE_BYTES];
        random.nextBytes(own);
        return new ScramExchange(
                first, binding.toByteArray(), Base64.getEncoder().encodeToString(own));
    }

    /// Whether there is any channel to bind to.
    static boolean isBindable(Channel channel) {
        return BINDINGS.stream().anyMatch(type -> channel.binding(type).isPresent());
    }

    /// Who the client says it is.
    String name() {
        return name;
    }

    /// Empty when it asks for its own identity.
    String authorizationId() {
        return authorizationId;
    }

    /// The type of channel binding, empty for none.
    String binding() {
        return type;
    }

    byte[] serverFirst(Passwords.ScramChallenge challenge) {
        serverFirst = "r=%s,s=%s,i=%d".formatted(nonce, challenge.salt(), challenge.iterations());
        return serverFirst.getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the client's final message, which is to belong to this exchange and channel.
    ScramProof proof(byte[] message) {
        Matcher last = matched(CLIENT_FINAL, message);
        if (!MessageDigest.isEqual(utf8(nonce), utf8(last.group("nonce")))) {
            throw new IllegalArgumentException("another nonce");
        }
        if (!MessageDigest.isEqual(binding, Base64.getDecoder().decode(last.group("binding")))) {
            throw new IllegalArgumentException("bound to another channel");
        }
        return new ScramProof(
                utf8(bare + "," + serverFirst + "," + last.group("bare")),
                Base64.getDecoder().decode(last.group("proof")));
    }

    static byte[] serverFinal(String signature) {
        return utf8("v=" + signature);
    }

    private static Matcher matched(Pattern pattern, byte[] message) {
        if (message.length > LONGEST_MESSAGE) {
            throw new IllegalArgumentException("too long");
        }
        Matcher matcher = pattern.matcher(SaslBind.text(message));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a SCRAM message");
        }
        return matcher;
    }

    /// RFC 5802 §5.1: `=2C` is a comma, `=3D` an equals sign, and there is no other.
    private static String saslName(String text) {
        String open = text.replace("=2C", "").replace("=3D", "");
        if (open.indexOf('=') >= 0) {
            throw new IllegalArgumentException("not a SCRAM name");
        }
        return text.replace("=2C", ",").replace("=3D", "=");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
