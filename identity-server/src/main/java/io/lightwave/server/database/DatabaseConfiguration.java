package io.lightwave.server.database;

import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Data source, transactions, `JdbcClient` and Hibernate.
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(HibernateJpaAutoConfiguration.class)
public class DatabaseConfiguration {
    /// What Hibernate would otherwise ask the database at each start. Flyway owns the schema; a test validates the
    /// mappings against it.
    public static final Map<String, Object> HIBERNATE = hibernate();

    private static Map<String, Object> hibernate() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.jpa.open-in-view", "false");
        properties.put("spring.jpa.hibernate.ddl-auto", "none");
        properties.put("spring.jpa.properties.hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect");
        properties.put("spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access", "false");
        return Map.copyOf(properties);
    }

    @Bean(destroyMethod = "") // the database outlives the context
    DataSource dataSource(Database database) {
        return database.dataSource();
    }

    @Bean
    JdbcClient jdbcClient(DataSource source) {
        return JdbcClient.create(source);
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }
}
