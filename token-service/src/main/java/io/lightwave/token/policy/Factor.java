package io.lightwave.token.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What people prove themselves by, as policies name it.
public enum Factor {
    PASSWORD {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("pwd");
        }
    },
    /// Of an authenticator (RFC 6238), or a recovery code in its place.
    ONE_TIME_CODE {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("otp") && !amr.contains("email");
        }
    },
    /// In a letter to a verified address.
    EMAIL_CODE {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("email");
        }
    },
    /// One whose authenticator has verified its user, or that came with another factor.
    PASSKEY {
        @Override
        public boolean isIn(Collection<String> amr) {
            return (amr.contains("hwk") || amr.contains("swk")) && amr.contains("mfa");
        }
    },
    /// Of an authority that the tenant believes, with its key.
    CERTIFICATE {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("pop");
        }
    },
    /// A sign-in at another provider.
    IDENTITY_PROVIDER {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("fed");
        }
    },
    /// One with two factors there, where the provider is trusted to tell, or with another factor here.
    STRONG_IDENTITY_PROVIDER {
        @Override
        public boolean isIn(Collection<String> amr) {
            return amr.contains("fed") && amr.contains("mfa") && !amr.contains("email");
        }
    };

    /// Whether these methods (RFC 8176) prove it.
    public abstract boolean isIn(Collection<String> amr);

    /// As JSON has it: `one-time-code`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Those that people can set up in the middle of a sign-in. A certificate is not among them: it never earns more
    /// than what had been proved at its enrolment.
    public static Set<Factor> enrolled(Set<Factor> factors) {
        var enrolled = EnumSet.noneOf(Factor.class);
        factors.stream()
                .filter(factor -> factor != EMAIL_CODE && factor != CERTIFICATE)
                .forEach(enrolled::add);
        return enrolled;
    }

    static Optional<Factor> of(String text) {
        return Arrays.stream(values())
                .filter(factor -> factor.text().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return text();
    }
}
