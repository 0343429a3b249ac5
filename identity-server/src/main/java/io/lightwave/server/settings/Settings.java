package io.lightwave.server.settings;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.Pkcs11Settings;
import io.lightwave.directory.DirectorySettings.LocalSocket;
import io.lightwave.directory.Network;
import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import io.lightwave.token.MailSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything an operator has set, checked.
///
/// @param publicUrl scheme `https`, host and port only, without a trailing slash
/// @param publicUrlGiven whether the operator named it, or it was made from the defaults
/// @param adminPassword for the first administrator, else one is generated
/// @param bootstrapSecret for the first client, else one is generated
/// @param database an external PostgreSQL, else the embedded one
/// @param breachedPasswordsFile hashes of passwords that nobody may choose
/// @param ldapProxies who begins each LDAP connection with a PROXY header
/// @param ldapi a Unix socket for LDAP beside the ports
/// @param certificateFiles the server's own certificate from files, else from the system tenant's authority
/// @param egressAllow hosts and CIDR ranges reachable although private
/// @param acme how control over names is validated
/// @param authorityKeys what new authorities sign with
/// @param sharedRoot whether the system tenant's root certifies those of new tenants
/// @param mlDsa whether keys of ML-DSA-65 are certified
/// @param authorityToken keeps the keys of authorities; without one they are sealed in the database
/// @param mail where letters to people are handed over
/// @param auditCopies where copies of the audit trail go
/// @param consentRequired whether what proves identities in a tenant needs the system tenant's consent
/// @param egressTrustFile certificate authorities to trust when fetching, in PEM
public record Settings(
        Path data,
        URI publicUrl,
        boolean publicUrlGiven,
        URI mtlsPublicUrl,
        URI pkiUrl,
        TenantId systemTenant,
        Optional<Password> adminPassword,
        String bootstrapClientId,
        Optional<String> bootstrapSecret,
        Optional<ExternalDatabase> database,
        int databasePoolSize,
        Optional<Path> masterKeyFile,
        Listeners listeners,
        HttpPatience httpPatience,
        Duration ldapIdleTimeout,
        Optional<Path> breachedPasswordsFile,
        boolean ldapClearBindOnLoopback,
        List<Network> ldapProxies,
        Optional<LocalSocket> ldapi,
        Optional<CertificateFiles> certificateFiles,
        List<String> egressAllow,
        Optional<Path> egressTrustFile,
        AcmeSettings acme,
        AuthorityKeyType authorityKeys,
        boolean sharedRoot,
        boolean mlDsa,
        Optional<Pkcs11Settings> authorityToken,
        Optional<MailSettings> mail,
        AuditCopies auditCopies,
        boolean consentRequired) {

    /// @param url `jdbc:postgresql://…`
    public record ExternalDatabase(String url, String username, String password) {
        @Override
        public String toString() {
            return "ExternalDatabase[username=" + username + "]";
        }
    }

    /// A PEM chain and the PEM key that belongs to it.
    public record CertificateFiles(Path chain, Path key) {}

    /// Reads and checks everything; ports given as 0 are picked here.
    ///
    /// @throws InvalidSettingException naming the first key that is unknown, malformed or missing
    public static Settings read(List<String> arguments, Map<String, String> environment) {
        return new SettingsReader(SettingsSource.gather(arguments, environment)).read();
    }

    @Override
    public String toString() {
        return "Settings[data=" + data + ", publicUrl=" + publicUrl + "]"; // never the secrets
    }
}
