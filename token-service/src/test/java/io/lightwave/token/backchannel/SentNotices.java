package io.lightwave.token.backchannel;

import io.lightwave.token.browser.Acme;

/// Lets tests of other features send what is due to clients.
public final class SentNotices {
    private SentNotices() {}

    public static void send(Acme acme) {
        acme.bean(Courier.class).stop();
        acme.bean(BackChannelLogout.class).sendDue();
    }
}
