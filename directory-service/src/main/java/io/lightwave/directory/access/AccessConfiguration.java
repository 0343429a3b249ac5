package io.lightwave.directory.access;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.NamesInSettings;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.schema.DirectorySchema;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Access control.
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

    @Bean
    RuleRows ruleRows(JdbcClient jdbc) {
        return new RuleRows(jdbc);
    }

    @Bean
    ReservedNames reservedNames(DirectorySchema schema, ObjectProvider<NamesInSettings> settings) {
        return new NormalisedNames(schema, settings);
    }

    @Bean
    AccessControl accessControl(
            Tenants tenants,
            DirectorySchema schema,
            DirectoryTree tree,
            TargetFilters filters,
            ReservedNames reserved,
            RuleRows rows,
            ChangeFeed feed) {
        return new AccessControl(tenants.system(), schema, tree, filters, reserved, rows, feed);
    }

    @Bean
    AccessRules accessRules(
            AccessControl control,
            DirectoryTree tree,
            DirectorySchema schema,
            TargetFilters filters,
            RuleRows rows,
            ChangeFeed feed,
            Audit audit,
            TransactionTemplate transactions,
            InstantSource clock) {
        return new AccessRules(control, new RuleReader(tree, schema, filters), rows, feed, audit, transactions, clock);
    }

    @Bean
    RulesOfTheGone rulesOfTheGone(RuleRows rows, ChangeFeed feed, Audit audit, InstantSource clock) {
        return new RulesOfTheGone(rows, feed, audit, clock);
    }

    @Bean
    AccessRulesEndpoint accessRulesEndpoint(
            AccessRules rules,
            AccessControl control,
            ActivePrincipals principals,
            DirectoryTree tree,
            DirectorySchema schema,
            ObjectMapper json) {
        return new AccessRulesEndpoint(rules, new EffectiveRights(control, principals, tree, schema), json);
    }
}
