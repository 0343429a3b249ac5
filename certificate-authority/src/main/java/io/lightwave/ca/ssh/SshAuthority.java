package io.lightwave.ca.ssh;

import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// A key that signs SSH certificates of one kind. It is published first, then active, and once another has
/// followed it trusted for as long as what it signed is good.
final class SshAuthority {
    static final String ALGORITHM = "ssh-ed25519";

    private final TenantId tenant;
    private final String name;
    private final SshKind kind;
    private final byte[] publicKey;
    private final PrivateKey privateKey;
    private final Life life;

    /// @param trustedUntil empty as long as none follows it
    /// @param compromised whether it has leaked: nobody trusts it any more
    record Life(Instant createdAt, Instant activeFrom, Optional<Instant> trustedUntil, boolean compromised) {}

    SshAuthority(TenantId tenant, String name, SshKind kind, byte[] publicKey, PrivateKey privateKey, Life life) {
        this.tenant = tenant;
        this.name = name;
        this.kind = kind;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.life = life;
    }

    TenantId tenant() {
        return tenant;
    }

    String name() {
        return name;
    }

    SshKind kind() {
        return kind;
    }

    Life life() {
        return life;
    }

    boolean isTrustedAt(Instant now) {
        return !life.compromised()
                && life.trustedUntil().filter(end -> !now.isBefore(end)).isEmpty();
    }

    boolean signsAt(Instant now) {
        return isTrustedAt(now) && !now.isBefore(life.activeFrom());
    }

    /// `published`, `active`, `retiring`, `retired` or `compromised`.
    ///
    /// @param signing whether it is the one that signs now
    String state(Instant now, boolean signing) {
        if (life.compromised()) {
            return "compromised";
        }
        if (!isTrustedAt(now)) {
            return "retired";
        }
        if (signing) {
            return "active";
        }
        return now.isBefore(life.activeFrom()) ? "published" : "retiring";
    }

    /// As in SSH's own encoding.
    byte[] publicKey() {
        return new WireWriter().string(ALGORITHM).string(publicKey).bytes();
    }

    /// As a line of a `.pub` file, without the end of the line.
    String line() {
        return "%s %s %s@%s".formatted(ALGORITHM, Base64.getEncoder().encodeToString(publicKey()), name, tenant);
    }

    /// `SHA256:…`, as `ssh-keygen -l` writes it.
    String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(SshPublicKey.sha256(publicKey()));
    }

    /// RFC 8709 §6.
    byte[] signature(byte[] content) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey);
            signer.update(content);
            return new WireWriter().string(ALGORITHM).string(signer.sign()).bytes();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
