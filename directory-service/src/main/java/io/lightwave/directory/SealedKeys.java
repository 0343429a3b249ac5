package io.lightwave.directory;

/// Seals secrets for storage: AES-256-GCM under the tenant's data key, which is itself sealed under the master key.
public interface SealedKeys {

    /// Seals for one place: only the same tenant and place open it again.
    ///
    /// @param place what and whose it is, for instance `ca-key/3f2c…`; authenticated, not encrypted
    byte[] seal(TenantId tenant, String place, byte[] secret);

    /// @throws IllegalStateException when it was not sealed for this tenant and place, or under another master key
    byte[] open(TenantId tenant, String place, byte[] sealed);

    /// 32 bytes that are always the same for a tenant and a text, and that nobody can guess.
    ///
    /// @param text what they are for, and of whom or what
    byte[] derive(TenantId tenant, String text);
}
