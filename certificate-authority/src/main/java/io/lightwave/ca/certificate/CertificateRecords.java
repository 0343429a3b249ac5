package io.lightwave.ca.certificate;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.AlternativeName.Uri;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import jakarta.persistence.EntityManager;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.style.RFC4519Style;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes certificates down: first what will be signed, then what was.
public final class CertificateRecords {
    /// The kind under which the [ChangeFeed] names certificates that have been signed, by the ids of their records with
    /// commas between them. Nothing is cached of it.
    public static final String SIGNED = "ca-certificate-signed";

    private static final int SERIAL_OCTETS = 16;
    private static final int LONGEST_EVIDENCE = 500;

    private final EntityManager entities;
    private final JdbcClient jdbc;
    private final KnownModuli moduli;
    private final TransactionTemplate transaction;
    private final SharedRecords together;
    private final Holders holders;
    private final Audit audit;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final SecureRandom random;

    CertificateRecords(
            EntityManager entities,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SharedRecords together,
            Holders holders,
            Audit audit,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random) {
        this.entities = entities;
        this.jdbc = jdbc;
        this.moduli = new KnownModuli(jdbc);
        this.transaction = transaction;
        this.together = together;
        this.holders = holders;
        this.audit = audit;
        this.feed = feed;
        this.clock = clock;
        this.random = random;
    }

    /// A positive serial number of 16 octets, 126 bits of it random.
    public BigInteger newSerial() {
        var octets = new byte[SERIAL_OCTETS];
        random.nextBytes(octets);
        octets[0] = (byte) ((octets[0] & 0x3f) | 0x40);
        return new BigInteger(1, octets);
    }

    /// Records what is about to be signed, durably before this returns.
    public RecordOutcome record(NewCertificate certificate) {
        var entity = entity(certificate);
        return together.make(new SharedRecords.Intent(
                        entity, certificate.template().key().type()))
                ? new RecordOutcome.Recorded(entity.id.id())
                : recordAlone(certificate, entity);
    }

    /// Says too why it may not be recorded.
    private RecordOutcome recordAlone(NewCertificate certificate, CertificateEntity entity) {
        return transaction.execute(_ -> {
            if (certificate.holder().isPresent()
                    && !holders.mayReceive(
                            certificate.tenant(), certificate.holder().get())) {
                return new RecordOutcome.HolderEnded();
            }
            if (certificate.attester().isPresent()
                    && !holders.maySpeak(
                            certificate.tenant(), certificate.attester().get())) {
                return new RecordOutcome.AttesterEnded();
            }
            if (isCompromised(certificate.tenant(), entity.keyHash)) {
                return new RecordOutcome.KeyCompromised();
            }
            if (certificate.template().key().publicKey() instanceof RSAPublicKey key) {
                var other = moduli.sharingAPrime(certificate.tenant(), key);
                if (other.isPresent()) {
                    return new RecordOutcome.PrimeShared(certificatesOf(certificate.tenant(), other.get()));
                }
                moduli.keep(certificate.tenant(), entity.keyHash, key, entity.createdAt);
            }
            entities.persist(entity);
            entities.flush();
            return new RecordOutcome.Recorded(entity.id.id());
        });
    }

    /// Records what was signed together with its audit event. False when its holder or its authority ended meanwhile:
    /// then it must not leave the house.
    public boolean signed(TenantId tenant, UUID id, X509Certificate certificate, AuditEvent event) {
        return together.make(
                        new SharedRecords.Signed(tenant, id, encoded(certificate), Fingerprint.of(certificate), event))
                || signedAlone(tenant, id, certificate, event);
    }

    private boolean signedAlone(TenantId tenant, UUID id, X509Certificate certificate, AuditEvent event) {
        return transaction.execute(_ -> {
            int kept = jdbc.sql("""
                insert into ca_signed_certificate (tenant_id, id, certificate, fingerprint)
                select c.tenant_id, c.id, :certificate, :fingerprint from ca_certificate c
                  join ca_authority a on a.tenant_id = c.tenant_id and a.name = c.authority
                 where c.tenant_id = :tenant and c.id = :id and c.revoked_at is null
                   and a.state not in ('RETIRED', 'COMPROMISED')
                   for update of c\
                """)
                    .param("certificate", encoded(certificate))
                    .param("fingerprint", Fingerprint.of(certificate))
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .update();
            if (kept == 1) {
                audit.recordChange(event);
                feed.append(tenant, SIGNED, id.toString());
            }
            return kept == 1;
        });
    }

    /// Records an authority's certificate in the transaction that makes the authority.
    public void keepSigned(NewCertificate certificate, X509Certificate signed) {
        var entity = entity(certificate);
        entities.persist(entity);
        entities.flush();
        jdbc.sql("""
            insert into ca_signed_certificate (tenant_id, id, certificate, fingerprint)
            values (:tenant, :id, :certificate, :fingerprint)\
            """)
                .param("tenant", certificate.tenant().value())
                .param("id", entity.id.id())
                .param("certificate", encoded(signed))
                .param("fingerprint", Fingerprint.of(signed))
                .update();
        feed.append(certificate.tenant(), SIGNED, entity.id.id().toString());
    }

    private boolean isCompromised(TenantId tenant, byte[] keyHash) {
        return jdbc.sql("""
            select exists (select 1 from ca_certificate
             where tenant_id = :tenant and key_hash = :key and revocation_reason = 'keyCompromise')\
            """)
                .param("tenant", tenant.value())
                .param("key", keyHash)
                .query(Boolean.class)
                .single();
    }

    /// Up to ten certificates for a key, as `authority/serial`.
    private List<String> certificatesOf(TenantId tenant, String keyHash) {
        return jdbc.sql("""
            select authority || '/' || serial as name from ca_certificate
             where tenant_id = :tenant and key_hash = decode(:key, 'hex')
             order by created_at desc limit 10\
            """)
                .param("tenant", tenant.value())
                .param("key", keyHash)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    private CertificateEntity entity(NewCertificate certificate) {
        var template = certificate.template();
        var id = new CertificateEntity.Id(certificate.tenant().value(), newId());
        var entity = new CertificateEntity(id);
        entity.authority = certificate.authority();
        entity.serial = template.serial().toString(16);
        entity.holderId = certificate.holder().map(holder -> holder.value()).orElse(null);
        entity.profile = certificate.profile();
        entity.shard = template.publication().map(Publication::shard).orElse(0);
        entity.renews = certificate.predecessor().orElse(null);
        entity.evidence = written(certificate.evidence());
        entity.attesterId = certificate.attester().map(SubjectId::value).orElse(null);
        entity.subject = RFC4519Style.INSTANCE.toString(template.subject());
        entity.spiffeId = template.authority()
                ? null
                : template.names().stream()
                        .filter(name -> name instanceof Uri(var uri) && uri.startsWith("spiffe://"))
                        .map(name -> ((Uri) name).uri())
                        .findFirst()
                        .orElse(null);
        entity.names = template.names().stream().map(AlternativeName::text).toArray(String[]::new);
        entity.keyHash = Fingerprint.sha256(template.key().encoded());
        entity.notBefore = template.notBefore();
        entity.notAfter = template.notAfter();
        entity.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return entity;
    }

    /// Null when it is empty. Others wrote it: only so much of it is kept, and nothing that terminals obey.
    private static @Nullable String written(String evidence) {
        String start = evidence.length() > LONGEST_EVIDENCE ? evidence.substring(0, LONGEST_EVIDENCE) : evidence;
        return start.isEmpty() ? null : start.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /// A UUID of version 7 (RFC 9562 §5.7): what is recorded together stands together in the indexes.
    private UUID newId() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextInt() & 0xfffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
