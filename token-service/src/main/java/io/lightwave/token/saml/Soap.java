package io.lightwave.token.saml;

import io.lightwave.token.saml.xml.XmlText;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// Messages from server to server (SAML bindings §3.2).
public final class Soap {
    private static final MediaType XML = new MediaType("text", "xml", StandardCharsets.UTF_8);

    private Soap() {}

    /// @param content a message written by [XmlText]
    public static ResponseEntity<byte[]> answer(String content) {
        return answer(200, "", content);
    }

    /// @param header a `soap:Header` written by [XmlText]
    /// @param content a message written by it
    public static ResponseEntity<byte[]> answer(String header, String content) {
        return answer(200, header, content);
    }

    /// To what is not accepted, without saying why (§3.2.3.3).
    public static ResponseEntity<byte[]> fault() {
        return answer(
                500,
                "",
                new XmlText()
                        .open("soap:Fault")
                        .embed("<faultcode>soap:Client</faultcode><faultstring>not accepted</faultstring>")
                        .close()
                        .toString());
    }

    /// A message of ours from server to server.
    ///
    /// @param content a message written by [XmlText]
    public static byte[] envelope(String content) {
        return envelope("", content);
    }

    private static ResponseEntity<byte[]> answer(int status, String header, String content) {
        return ResponseEntity.status(status).contentType(XML).body(envelope(header, content));
    }

    private static byte[] envelope(String header, String content) {
        return new XmlText()
                .open("soap:Envelope")
                .embed(header)
                .open("soap:Body")
                .embed(content)
                .close()
                .close()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
