package io.lightwave.server.time;

import io.lightwave.directory.RecurringTask;
import io.lightwave.server.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class TimeConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @Bean
    ClockWatch clockWatch(InstantSource clock, JdbcClient jdbc, Settings settings) {
        return new ClockWatch(
                clock,
                System::nanoTime,
                () -> jdbc.sql("select clock_timestamp()")
                        .query((row, _) ->
                                row.getObject(1, OffsetDateTime.class).toInstant())
                        .single(),
                settings.database().isPresent());
    }

    @Bean
    RecurringTask clockLooks(ClockWatch watch) {
        return new RecurringTask("clock-watch", INTERVAL, watch::look);
    }
}
