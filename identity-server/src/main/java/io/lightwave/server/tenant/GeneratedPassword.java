package io.lightwave.server.tenant;

import java.security.SecureRandom;

/// A password for a person to type once: 20 characters of an alphabet without look-alikes, about 100 bits.
public record GeneratedPassword(String text) {
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 4;
    private static final int GROUP = 5;

    public static GeneratedPassword by(SecureRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            text.append(i > 0 && i % GROUP == 0 ? "-" : "");
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new GeneratedPassword(text.toString());
    }

    @Override
    public String toString() {
        return "***";
    }
}
