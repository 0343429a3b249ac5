package io.lightwave.ca.certificate;

import java.util.Arrays;
import java.util.Optional;

/// Why a certificate is revoked or on hold (RFC 5280 §5.3.1). `removeFromCRL` is no state: it lifts a hold.
public enum RevocationReason {
    UNSPECIFIED(0, "unspecified"),
    KEY_COMPROMISE(1, "keyCompromise"),
    CA_COMPROMISE(2, "cACompromise"),
    AFFILIATION_CHANGED(3, "affiliationChanged"),
    SUPERSEDED(4, "superseded"),
    CESSATION_OF_OPERATION(5, "cessationOfOperation"),
    CERTIFICATE_HOLD(6, "certificateHold"),
    REMOVE_FROM_CRL(8, "removeFromCRL"),
    PRIVILEGE_WITHDRAWN(9, "privilegeWithdrawn"),
    AA_COMPROMISE(10, "aACompromise");

    private final int code;
    private final String word;

    RevocationReason(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /// The value of the CRL entry extension.
    public int code() {
        return code;
    }

    /// The identifier in the standard's ASN.1, which REST and the records use.
    public String word() {
        return word;
    }

    /// As the audit trail says it of a certificate.
    ///
    /// @param certificates how many were changed: this one and others that its holder has for the same key
    public String recorded(int certificates) {
        return certificates == 1 ? word : "%s, and of %d more for its key".formatted(word, certificates - 1);
    }

    /// Those that a certificate's holder may give, by their [#code].
    public static Optional<RevocationReason> ofHolder(int code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code == code)
                .filter(reason -> switch (reason) {
                    case UNSPECIFIED,
                            KEY_COMPROMISE,
                            AFFILIATION_CHANGED,
                            SUPERSEDED,
                            CESSATION_OF_OPERATION,
                            PRIVILEGE_WITHDRAWN -> true;
                    case CA_COMPROMISE, CERTIFICATE_HOLD, REMOVE_FROM_CRL, AA_COMPROMISE -> false;
                })
                .findFirst();
    }

    /// By its [#word], exactly.
    public static Optional<RevocationReason> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word.equals(word))
                .findFirst();
    }
}
