package io.lightwave.directory.password;

/// What it costs to try a password (RFC 9106 §3.1): never less than OWASP's least, which asks for more passes over less
/// memory, nor so much that those who sign in keep others from it.
///
/// @param memory in KiB, [#LEAST_MEMORY] to [#MOST_MEMORY]
/// @param passes 1 to [#MOST_PASSES], so many that memory times passes is at least [#LEAST_WORK]
/// @param lanes 1 to [#MOST_LANES]
public record Argon2Cost(int memory, int passes, int lanes) {
    public static final int LEAST_MEMORY = 7 * 1024;
    public static final int MOST_MEMORY = 64 * 1024;
    public static final int MOST_PASSES = 8;
    public static final int MOST_LANES = 4;
    public static final int LEAST_WORK = 35 * 1024;

    public static final Argon2Cost DEFAULT = new Argon2Cost(19 * 1024, 2, 1);

    public Argon2Cost {
        if (memory < LEAST_MEMORY
                || memory > MOST_MEMORY
                || passes < 1
                || passes > MOST_PASSES
                || lanes < 1
                || lanes > MOST_LANES
                || memory * passes < LEAST_WORK) {
            throw new IllegalArgumentException(
                    "too little or too much work: %d KiB, %d passes, %d lanes".formatted(memory, passes, lanes));
        }
    }
}
