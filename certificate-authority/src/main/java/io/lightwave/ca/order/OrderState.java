package io.lightwave.ca.order;

import io.lightwave.ca.message.AcmeProblem;
import java.util.UUID;

/// RFC 8555 §7.1.6: pending → ready → processing → valid, and invalid from each of the first three. A request that is
/// refused for its form takes processing back to ready.
public sealed interface OrderState {
    /// As messages have it.
    String word();

    /// Some name is not proved yet.
    record Pending() implements OrderState {
        @Override
        public String word() {
            return "pending";
        }
    }

    /// All names are proved; a certification request is awaited.
    record Ready() implements OrderState {
        @Override
        public String word() {
            return "ready";
        }
    }

    /// One node is issuing the certificate.
    record Processing() implements OrderState {
        @Override
        public String word() {
            return "processing";
        }
    }

    /// @param certificate the record of what was issued
    record Valid(UUID certificate) implements OrderState {
        @Override
        public String word() {
            return "valid";
        }
    }

    record Invalid(AcmeProblem error) implements OrderState {
        @Override
        public String word() {
            return "invalid";
        }
    }
}
