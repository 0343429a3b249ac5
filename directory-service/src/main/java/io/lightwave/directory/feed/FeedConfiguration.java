package io.lightwave.directory.feed;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Provides the [ChangeFeed]. It holds one connection of the pool for as long as it lives.
@Configuration(proxyBeanMethods = false)
public class FeedConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    FeedReader feedReader(DataSource dataSource, JdbcClient jdbc) {
        return new FeedReader(dataSource, jdbc);
    }

    @Bean
    ChangeJournal changeJournal(JdbcClient jdbc) {
        return new ChangeJournal(jdbc);
    }

    @Bean
    ChangeFeed changeFeed(FeedReader reader, JdbcClient jdbc) {
        return new ChangeLog(reader, jdbc);
    }
}
