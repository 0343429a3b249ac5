package io.lightwave.ca.proof;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.directory.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Pattern;

/// Opens connections to hosts in the listed networks. A host is resolved once, all its addresses are checked, and the
/// connection goes to one of exactly these.
final class Targets {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    private final Names names;
    private final boolean internet;
    private final List<Network> networks;

    Targets(Names names, List<String> listed) {
        this.names = names;
        this.internet = listed.contains(AcmeSettings.PUBLIC);
        this.networks = listed.stream()
                .filter(each -> !each.equals(AcmeSettings.PUBLIC))
                .map(Network::parse)
                .toList();
    }

    /// @param host a DNS name, or an address without brackets
    /// @throws ProofException `dns` or `connection`
    Socket connect(String host, int port) throws ProofException {
        var addresses = addresses(host);
        for (InetAddress address : addresses) {
            boolean listed = (internet && Network.isPublic(address))
                    || networks.stream().anyMatch(network -> network.contains(address));
            if (!listed) {
                throw new ProofException(
                        ErrorType.CONNECTION,
                        "%s has the address %s, which is in no network that this server's settings list for validation"
                                .formatted(host, address.getHostAddress()));
            }
        }
        for (InetAddress address : addresses) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                return socket;
            } catch (IOException failed) {
                close(socket);
            }
        }
        throw new ProofException(ErrorType.CONNECTION, "%s takes no connection on port %d".formatted(host, port));
    }

    private List<InetAddress> addresses(String host) throws ProofException {
        if (!LITERAL.matcher(host).matches()) {
            return names.addresses(host);
        }
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException malformed) {
            throw new ProofException(ErrorType.CONNECTION, "%s is no address".formatted(host));
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it was of no use anyway
        }
    }
}
