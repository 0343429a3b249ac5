package io.lightwave.token.ecp;

import io.lightwave.directory.Audit;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.saml.idp.ClientSignIn;
import io.lightwave.token.session.SignIns;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class EcpConfiguration {

    @Bean
    ClientSignIn ecpSignIn(
            SourcedPasswords passwords,
            Assurance assurance,
            SignIns signIns,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        return new EcpSignIn(passwords, assurance, signIns, transactions, refusals, audit);
    }
}
