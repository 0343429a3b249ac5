package io.lightwave.directory.password;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// `$2a$`, `$2b$` and `$2y$`, which are one function; it goes by the first 72 bytes of a password.
record Bcrypt(String text) implements StoredHash {
    private static final int LEAST_COST = 4;
    private static final int MOST_COST = 14;
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

    static Bcrypt parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a bcrypt hash has the form $2b$cost$ and 53 characters");
        }
        StoredHash.bounded(matcher.group(1), LEAST_COST, MOST_COST, "bcrypt cost");
        return new Bcrypt(text);
    }

    @Override
    public boolean matches(byte[] password) {
        return OpenBSDBCrypt.checkPassword(text, password);
    }
}
