package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Hashes made elsewhere")
class StoredHashTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Made with Python's hashlib and glibc's crypt(3); two are of the specification of SHA-512 crypt.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            correct horse | {SSHA}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0
            correct horse | {ssha}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0
            correct horse | {SSHA256}bsnQ7Ay0qb2jCQ91vCWgKq8qr8FrQiEfOaLNdlyJTd4xMjM0NTY3OA==
            correct horse | {SSHA512}OuP7tnRnbyTYdeaiat4Twa8TvqInkehzVPTjRCJ09WGD4cNVJS+qxYxbUy8hCyx3TxLAJHNVQj3af4H7iSyGZzEyMzQ1Njc4
            correct horse | {PBKDF2-SHA256}1000$c2FsdHNhbHRzYWx0c2FsdA$BBs.1.PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM
            correct horse | {PBKDF2-SHA256}10$c2FsdHNhbHRzYWx0c2FsdA==$7yAWwqE4FEOHblzDtuH1YfEgo0yfEgGwjNAKMS93sICaQ3DjDNsSSzqtjWiAk9LV8Nq9aVa4GcfUX5tDW50z8A==
            correct horse | {PBKDF2-SHA512}1000$c2FsdHNhbHRzYWx0c2FsdA$EHLBej.uEvxlmr0QnHnceg1vM6h1wbwSP5XErh3SmizNDWZsIi28RPGARe0EssjGRoiACzxgHjNvqwJY1zxKig
            correct horse | {CRYPT}$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
            correct horse | {crypt}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
            correct horse | $2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
            pässwörd | {CRYPT}$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC
            correct horse | {CRYPT}$6$saltstring$.r0X7ub5wGR2v4Xz7svCIozfnlorFh19V89t8KC9Umd81uGhFgsyTRNyzQDXDIm17fFcR9z3z7oBNdsyYBbtm/
            Hello world! | {CRYPT}$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1
            we have a short salt string but not a short password | {CRYPT}$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0
            xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | $6$abc$hJifFvspkMHRMTXYpDbrug4nrXgZmPzTx/f9.5eCxJlDdjBTMZHgOVcLnSdECLAAJM9qZtSos/rWPoZcqcKDx0
            correct horse | {SCRYPT}1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI=
            correct horse | {SCRYPT}$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI
            correct horse | {SCRYPT}$s1$0a0801$c2FsdHNhbHRzYWx0c2FsdA==$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI=
            """)
    void match_their_own_password_only(String password, String hash) {
        StoredHash stored = StoredHash.parse(hash);
        assertThat(stored.matches(utf8(password))).isTrue();
        assertThat(stored.matches(utf8("C" + password.substring(1)))).isFalse();
        assertThat(stored.matches(new byte[0])).isFalse();
        assertThat(stored.isCurrent(Argon2Cost.DEFAULT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ== | scheme {MD5}
            {SHA}fDYHuOYbzxlE6ehQOmYPIfS28/E= | scheme {SHA}
            {CLEARTEXT}secret | scheme {CLEARTEXT}
            {CRYPT}x | crypt(3)
            {CRYPT}$1$abcdefgh$0123456789012345678901 | crypt(3)
            {SSHA}LhKrkM9Fy+zlstjdD7Kv2s6Qvg== | salt of 1 to 64
            {SSHA}*** | base64
            {SSHA256}LhKrkM9Fy+zlstjdD7Kv2s6QvhBzYWx0 | salt of 1 to 64
            {PBKDF2-SHA256}1000001$c2FsdHNhbHRzYWx0c2FsdA$BBs.1.PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM | iterations
            {PBKDF2-SHA256}999999999999$c2FsdHNhbHRzYWx0c2FsdA$BBs.1.PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM | iterations
            {PBKDF2-SHA256}0$c2FsdHNhbHRzYWx0c2FsdA$BBs.1.PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzM | iterations
            {PBKDF2-SHA256}1000$c2FsdHNhbHRzYWx0c2FsdA$AA | form
            {CRYPT}$2b$15$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e | cost
            {CRYPT}$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e | cost
            {CRYPT}$2b$03$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e | cost
            {CRYPT}$2b$04$abc | form
            {CRYPT}$6$rounds=500001$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0 | rounds
            {CRYPT}$6$rounds=999999999$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0 | rounds
            {CRYPT}$6$saltstring$short | form
            {SCRYPT}1048576$8$1$c2FsdHNhbHRzYWx0c2FsdA==$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI= | 64 MiB
            {SCRYPT}1000$8$1$c2FsdHNhbHRzYWx0c2FsdA==$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI= | power of two
            {SCRYPT}1024$8$9$c2FsdHNhbHRzYWx0c2FsdA==$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI= | p 1 to 4
            {SCRYPT}$scrypt$ln=40,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$A9lBa6RTbfBovWqamVIqXKovIl4Vk6OZyVojLJmYmSI | power of two
            {SCRYPT}nonsense | form
            {ARGON2}$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA | Argon2
            {ARGON2}$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA | memory
            {}x | crypt(3)
            """)
    @DisplayName("threat 20: what is unknown, malformed or too much work is refused, and the reason is said")
    void are_refused(String hash, String reason) {
        assertThatThrownBy(() -> StoredHash.parse(hash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
