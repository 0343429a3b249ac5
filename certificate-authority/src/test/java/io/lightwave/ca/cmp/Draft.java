package io.lightwave.ca.cmp;

import io.lightwave.ca.issuance.Requests;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.iana.IANAObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A message as clients of Bouncy Castle's, honest or not, may send it.
final class Draft {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final SecureRandom RANDOM = new SecureRandom();

    final PKIBody body;
    int version = 2;
    byte[] transaction = random(16);
    byte[] nonce = random(16);
    Optional<byte[]> repeated = Optional.empty();
    Optional<Instant> time;
    Optional<GeneralName> sender = Optional.empty();
    final List<InfoTypeAndValue> info = new ArrayList<>();

    Draft(PKIBody body, Instant now) {
        this.body = body;
        this.time = Optional.of(now);
    }

    static byte[] random(int octets) {
        var random = new byte[octets];
        RANDOM.nextBytes(random);
        return random;
    }

    Draft implicitly() {
        return telling(new InfoTypeAndValue(CMPObjectIdentifiers.it_implicitConfirm, DERNull.INSTANCE));
    }

    /// With more in its header's generalInfo.
    Draft telling(InfoTypeAndValue more) {
        info.add(more);
        return this;
    }

    byte[] unprotected() throws Exception {
        var message = PKIMessage.getInstance(bySecret("x", "y"));
        return new PKIMessage(message.getHeader(), message.getBody()).getEncoded("DER");
    }

    /// By PasswordBasedMac, as OpenSSL does it.
    byte[] bySecret(String reference, String secret) throws Exception {
        return bySecret(reference, secret, 500);
    }

    byte[] bySecret(String reference, String secret, int iterations) throws Exception {
        return byMac(reference, mac(iterations).build(secret.toCharArray()));
    }

    byte[] byMac(String reference, MacCalculator mac) throws Exception {
        return builder(sender.orElse(new GeneralName(new X500Name(""))))
                .setSenderKID(reference.getBytes(StandardCharsets.US_ASCII))
                .build(mac)
                .toASN1Structure()
                .getEncoded("DER");
    }

    static PKMACBuilder mac(int iterations) {
        return new PKMACBuilder(new JcePKMACValuesCalculator().setProvider(PROVIDER), 0)
                .setParameters(new PBMParameter(
                        random(16),
                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                        iterations,
                        new AlgorithmIdentifier(IANAObjectIdentifiers.hmacSHA1)));
    }

    byte[] by(KeyPair keys, X509Certificate certificate) throws Exception {
        return by(keys, certificate, "SHA256withECDSA");
    }

    byte[] by(KeyPair keys, X509Certificate certificate, String algorithm) throws Exception {
        var holder = new X509CertificateHolder(certificate.getEncoded());
        var identifier = SubjectKeyIdentifier.getInstance(
                ASN1OctetString.getInstance(certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()))
                        .getOctets());
        return builder(sender.orElse(new GeneralName(holder.getSubject())))
                .setSenderKID(identifier.getKeyIdentifier())
                .addCMPCertificate(holder)
                .build(Requests.signer(algorithm, keys.getPrivate()))
                .toASN1Structure()
                .getEncoded("DER");
    }

    private ProtectedPKIMessageBuilder builder(GeneralName from) {
        var builder = new ProtectedPKIMessageBuilder(version, from, new GeneralName(new X500Name("")))
                .setTransactionID(transaction)
                .setSenderNonce(nonce)
                .setBody(body);
        time.ifPresent(moment -> builder.setMessageTime(Date.from(moment)));
        repeated.ifPresent(builder::setRecipNonce);
        info.forEach(builder::addGeneralInfo);
        return builder;
    }

    /// A request for a key, as yet without proof of its possession.
    static CertificateRequestMessageBuilder request(KeyPair keys, String subject) {
        return new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
                .setPublicKey(keys.getPublic())
                .setSubject(new X500Name(subject));
    }

    static CertReqMsg proved(CertificateRequestMessageBuilder request, KeyPair keys) throws Exception {
        return request.setProofOfPossessionSigningKeySigner(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .build()
                .toASN1Structure();
    }

    static PKIBody body(int type, CertReqMsg... requests) {
        return new PKIBody(type, new CertReqMessages(requests));
    }

    /// The message with another body, and with another value of one tag of its header; its protection stays.
    static byte[] rewritten(PKIMessage message, int tag, ASN1Encodable value, ASN1Encodable body) throws Exception {
        var header =
                ASN1Sequence.getInstance(message.getHeader().toASN1Primitive()).toArray();
        for (int i = 0; i < header.length; i++) {
            if (header[i] instanceof ASN1TaggedObject tagged && tagged.getTagNo() == tag) {
                header[i] = new DERTaggedObject(true, tag, value);
            }
        }
        return new DERSequence(new ASN1Encodable[] {
                    new DERSequence(header), body, new DERTaggedObject(true, 0, message.getProtection())
                })
                .getEncoded("DER");
    }
}
