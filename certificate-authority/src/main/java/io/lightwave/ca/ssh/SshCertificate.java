package io.lightwave.ca.ssh;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;

/// What an SSH certificate says (OpenSSH PROTOCOL.certkeys).
///
/// @param serial an unsigned number that is not 0, which would mean none
/// @param keyId what `sshd` writes into its log
/// @param principals accounts or host names; never empty, since that would mean all of them
/// @param criticalOptions names and values
/// @param extensions names of permissions, each without a value
record SshCertificate(
        SshKind kind,
        SshPublicKey key,
        long serial,
        String keyId,
        List<String> principals,
        Instant notBefore,
        Instant notAfter,
        SortedMap<String, String> criticalOptions,
        List<String> extensions) {
    private static final int NONCE_OCTETS = 32;

    SshCertificate {
        principals = List.copyOf(principals);
        extensions = extensions.stream().sorted().toList();
        if (principals.isEmpty() || serial == 0) {
            throw new IllegalArgumentException("a certificate has a serial number, and is for somebody");
        }
    }

    /// As a line of a `-cert.pub` file, with its end.
    String signedBy(SshAuthority authority, SecureRandom random) {
        var nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        var packedPrincipals = new WireWriter();
        principals.forEach(packedPrincipals::string);
        var options = new WireWriter();
        criticalOptions.forEach((name, value) ->
                options.string(name).string(new WireWriter().string(value).bytes()));
        var permissions = new WireWriter();
        extensions.forEach(name -> permissions.string(name).string(""));
        byte[] content = new WireWriter()
                .string(key.certificateType())
                .string(nonce)
                .raw(key.fields())
                .uint64(serial)
                .uint32(kind.number())
                .string(keyId)
                .string(packedPrincipals.bytes())
                .uint64(notBefore.getEpochSecond())
                .uint64(notAfter.getEpochSecond())
                .string(options.bytes())
                .string(permissions.bytes())
                .string("") // reserved
                .string(authority.publicKey())
                .bytes();
        byte[] signed = new WireWriter()
                .raw(content)
                .string(authority.signature(content))
                .bytes();
        return "%s %s %s\n".formatted(key.certificateType(), Base64.getEncoder().encodeToString(signed), keyId);
    }
}
