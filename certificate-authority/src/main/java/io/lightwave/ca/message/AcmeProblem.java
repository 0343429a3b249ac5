package io.lightwave.ca.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem document of ACME (RFC 8555 §6.7).
///
/// @param type its URN
/// @param identifier what it is about, in subproblems only (§6.7.1); null when it is about none
/// @param algorithms which are taken instead (§6.2); null when it is not about one
/// @param subproblems one for each identifier (§6.7.1); null when there are none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcmeProblem(
        String type,
        int status,
        String detail,
        @Nullable Name identifier,
        @Nullable List<String> algorithms,
        @Nullable List<AcmeProblem> subproblems) {

    /// An identifier (RFC 8555 §7.1.4, RFC 8738 §3).
    public record Name(String type, String value) {}

    public static AcmeProblem of(ErrorType type, String detail) {
        return new AcmeProblem(type.urn(), type.status(), detail, null, null, null);
    }

    public static AcmeProblem of(ErrorType type, int status, String detail) {
        return new AcmeProblem(type.urn(), status, detail, null, null, null);
    }

    public AcmeProblem about(Name identifier) {
        return new AcmeProblem(type, status, detail, identifier, algorithms, subproblems);
    }

    AcmeProblem instead(List<String> algorithms) {
        return new AcmeProblem(type, status, detail, identifier, algorithms, subproblems);
    }

    /// The whole, of which the others are parts.
    public AcmeProblem because(List<AcmeProblem> subproblems) {
        return new AcmeProblem(type, status, detail, null, algorithms, subproblems);
    }
}
