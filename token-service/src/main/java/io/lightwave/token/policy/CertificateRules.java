package io.lightwave.token.policy;

import java.util.List;

/// Which certificates sign a tenant's people in.
///
/// @param countIssued whether one that an authority of the tenant issued to a person counts as it is; otherwise, as
///     one of outside, when that person has enrolled it
/// @param authorities of outside, by their names
public record CertificateRules(boolean countIssued, List<OutsideAuthority> authorities) {
    public CertificateRules {
        authorities = List.copyOf(authorities);
    }
}
