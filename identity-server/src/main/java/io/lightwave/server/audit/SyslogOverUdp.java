package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import io.lightwave.server.settings.AuditCopies;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

/// Sends events to a syslog server on this machine (RFC 5426), which does not say whether it gets them.
record SyslogOverUdp(AuditCopies.Syslog server, SyslogMessages messages) implements AuditStream.Receiver {

    @Override
    public void take(List<AuditRecord> events) throws IOException {
        InetAddress address = InetAddress.ofLiteral(server.host().replaceAll("[\\[\\]]", ""));
        try (var socket = new DatagramSocket()) {
            socket.connect(address, server.port());
            for (AuditRecord event : events) {
                byte[] message = messages.of(event);
                socket.send(new DatagramPacket(message, message.length));
            }
        }
    }
}
