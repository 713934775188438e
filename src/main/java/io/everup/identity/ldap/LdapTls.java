package io.everup.identity.ldap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS sockets that trust a chosen authority, and only for the name that was asked for (RFC 4513 section 3.1.3). */
final class LdapTls extends SSLSocketFactory {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLSocketFactory sockets;

    private LdapTls(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** @param ca in PEM; empty for the authorities that the system trusts */
    static LdapTls trusting(String ca) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!ca.isEmpty()) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : certificates(ca)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new LdapTls(context.getSocketFactory());
    }

    /** @throws IllegalArgumentException with a sentence for people, when it isn't PEM */
    static List<Certificate> certificates(String pem) {
        if (pem.isEmpty()) {
            return List.of();
        }
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            var found = List.<Certificate>copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(bytes));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "This is no certificate in PEM. It begins with -----BEGIN CERTIFICATE-----.");
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        var secure = (SSLSocket) sockets.createSocket(socket, host, port, autoClose);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        parameters.setProtocols(PROTOCOLS);
        secure.setSSLParameters(parameters);
        return secure;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw onlyLayered();
    }

    private static IOException onlyLayered() {
        return new IOException("Only over a socket that is connected already.");
    }
}
