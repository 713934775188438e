package io.everup.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom a probe trusts to sign certificates. */
final class ProbeTrust {

    private ProbeTrust() {}

    /** @param pem certificates; null for those that the system trusts */
    static SSLContext context(String pem) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        if (pem == null) {
            context.init(null, null, null);
            return context;
        }
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException("An empty key store could not be made", e);
        }
    }
}
