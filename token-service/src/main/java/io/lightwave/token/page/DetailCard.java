package io.lightwave.token.page;

import java.util.List;

/// What a person is told of an object that a client asks for in detail (RFC 9396).
///
/// @param title what it is
public record DetailCard(String title, List<Line> lines) {
    public DetailCard {
        lines = List.copyOf(lines);
    }

    public record Line(String label, String value) {}
}
