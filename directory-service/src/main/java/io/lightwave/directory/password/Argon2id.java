package io.lightwave.directory.password;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
final class Argon2id implements StoredHash {
    static final int SALT_BYTES = 16;

    private static final int HASH_BYTES = 32;
    private static final MemoryBudget MEMORY = MemoryBudget.ofHeap();
    private static final LongAdder FILLED = new LongAdder();

    /// How much a hash at the default cost really fills, in KiB: what it says. Only tests of something else let it fill
    /// less; there is no setting of it, and nothing of the product changes it.
    static final AtomicInteger FILLED_AT_DEFAULT = new AtomicInteger(Argon2Cost.DEFAULT.memory());

    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,11}),t=([1-9][0-9]{0,9}),"
            + "p=([1-9][0-9]{0,9})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private final int memory;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    private Argon2id(int memory, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memory = memory;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    static String hash(Argon2Cost cost, byte[] password, byte[] salt) {
        byte[] hash = compute(password, salt, cost.memory(), cost.passes(), cost.lanes(), HASH_BYTES);
        return phc(cost, salt, hash);
    }

    /// A hash of no known password, which costs as much to compare with as those that are made. Never stored.
    static Argon2id ofNobody(Argon2Cost cost) {
        return parse(phc(cost, new byte[SALT_BYTES], new byte[HASH_BYTES]));
    }

    private static String phc(Argon2Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memory(),
                        cost.passes(),
                        cost.lanes(),
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /// @throws IllegalArgumentException when it is malformed or asks for more work than we ever do
    static Argon2id parse(String phc) {
        Matcher matcher = PHC.matcher(phc);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("an Argon2 hash has the form $argon2id$v=19$m=…,t=…,p=…$salt$hash");
        }
        int lanes = StoredHash.bounded(matcher.group(3), 1, Argon2Cost.MOST_LANES, "Argon2 lanes");
        return new Argon2id(
                StoredHash.bounded(matcher.group(1), 8 * lanes, Argon2Cost.MOST_MEMORY, "Argon2 memory in KiB"),
                StoredHash.bounded(matcher.group(2), 1, Argon2Cost.MOST_PASSES, "Argon2 passes"),
                lanes,
                Base64.getDecoder().decode(matcher.group(4)),
                Base64.getDecoder().decode(matcher.group(5)));
    }

    @Override
    public boolean isCurrent(Argon2Cost cost) {
        return memory == cost.memory() && passes == cost.passes() && lanes == cost.lanes() && hash.length == HASH_BYTES;
    }

    @Override
    public boolean matches(byte[] password) {
        return MessageDigest.isEqual(hash, compute(password, salt, memory, passes, lanes, hash.length));
    }

    /// How many KiB hashes have filled since the start, each pass apart: what they have cost.
    static long filled() {
        return FILLED.sum();
    }

    private static byte[] compute(byte[] password, byte[] salt, int memory, int passes, int lanes, int length) {
        return MEMORY.with(memory, blocks -> {
            var generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory == Argon2Cost.DEFAULT.memory() ? FILLED_AT_DEFAULT.get() : memory)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .withBlockPool(blocks)
                    .build());
            byte[] hash = new byte[length];
            generator.generateBytes(password, hash);
            FILLED.add((long) memory * passes);
            return hash;
        });
    }
}
