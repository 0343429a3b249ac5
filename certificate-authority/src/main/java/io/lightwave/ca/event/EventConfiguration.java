package io.lightwave.ca.event;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.OpenStreams;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class EventConfiguration {

    @Bean
    EventStreams certificateEventStreams(ChangeFeed feed) {
        return new EventStreams(
                feed, EventStreams.Limits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    @Bean
    CertificateEventsEndpoint certificateEventsEndpoint(
            ChangeJournal journal,
            CertificateSearch search,
            EventStreams streams,
            InstantSource clock,
            ObjectMapper json) {
        return new CertificateEventsEndpoint(
                new CertificateEvents(journal, search), streams, clock, json, OpenStreams.Pace.USUAL);
    }
}
