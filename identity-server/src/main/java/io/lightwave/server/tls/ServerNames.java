package io.lightwave.server.tls;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The names in the server's own certificate: the hosts of its public addresses, `localhost`, the machine's name and
/// loopback (OpenLDAP's tools check `localhost` against the host name).
final class ServerNames {
    private static final Pattern DNS =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern IP = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    private ServerNames() {}

    static List<String> of(URI... addresses) {
        var names = new TreeSet<String>();
        for (URI address : addresses) {
            add(names, address.getHost().replace("[", "").replace("]", ""));
        }
        add(names, "localhost");
        add(names, "127.0.0.1");
        add(names, "::1");
        try {
            InetAddress here = InetAddress.getLocalHost();
            add(names, here.getHostName());
            add(names, here.getCanonicalHostName());
        } catch (UnknownHostException e) {
            // the machine's name does not resolve: the others remain
        }
        return List.copyOf(names);
    }

    private static void add(Set<String> names, String text) {
        String name = canonical(text);
        if (DNS.matcher(name).matches() || IP.matcher(name).matches()) {
            names.add(name);
        }
    }

    /// Lower case; an IP address in the form Java prints.
    static String canonical(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        try {
            return IP.matcher(name).matches() ? InetAddress.getByName(name).getHostAddress() : name;
        } catch (UnknownHostException e) {
            return name;
        }
    }
}
