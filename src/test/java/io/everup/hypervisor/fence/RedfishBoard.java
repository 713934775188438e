package io.everup.hypervisor.fence;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A management board that speaks as much Redfish (DMTF DSP0266) as power takes: the service root, one ComputerSystem with
 * PowerState, and its Reset action; over HTTPS with a certificate of its own, for one user.
 */
final class RedfishBoard implements AutoCloseable {

    private static final String SYSTEM = "/redfish/v1/Systems/1";
    private static final char[] LOCK = "password".toCharArray();

    private final HttpsServer server;
    private final String user;
    volatile boolean on = true;
    volatile boolean obeys = true;

    RedfishBoard(Path folder, String name, String password) throws IOException, GeneralSecurityException {
        user = "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(folder)));
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "redfish board");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = call.getRequestURI().getPath();
        if (!user.equals(call.getRequestHeaders().getFirst("Authorization"))) {
            send(call, 401, "{\"error\":{\"code\":\"Base.1.0.NoValidSession\",\"message\":\"Unauthorized\"}}");
        } else if (call.getRequestMethod().equals("POST") && path.equals(SYSTEM + "/Actions/ComputerSystem.Reset")) {
            reset(body);
            send(call, 204, null);
        } else if (path.equals("/redfish/v1")) {
            send(call, 200, "{\"Systems\":{\"@odata.id\":\"/redfish/v1/Systems\"}}");
        } else if (path.equals("/redfish/v1/Systems")) {
            send(call, 200, "{\"Members\":[{\"@odata.id\":\"" + SYSTEM + "\"}]}");
        } else if (path.equals(SYSTEM)) {
            send(call, 200, system());
        } else {
            send(call, 404, "{}");
        }
    }

    private void reset(String body) {
        if (obeys && body.contains("\"ForceOff\"")) {
            on = false;
        } else if (obeys && body.contains("\"On\"")) {
            on = true;
        }
    }

    private String system() {
        return "{\"PowerState\":\"" + (on ? "On" : "Off") + "\",\"Actions\":{\"#ComputerSystem.Reset\":{\"target\":\""
                + SYSTEM + "/Actions/ComputerSystem.Reset\","
                + "\"ResetType@Redfish.AllowableValues\":[\"On\",\"ForceOff\"]}}}";
    }

    private static void send(HttpExchange call, int status, String body) throws IOException {
        try (call) {
            var bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(status, body == null ? -1 : bytes.length);
            call.getResponseBody().write(bytes);
        }
    }

    /** Made by the JDK's own keytool, as a board makes one for itself. */
    private static SSLContext identity(Path folder) throws IOException, GeneralSecurityException {
        var store = folder.resolve("board.p12");
        var made = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "board",
                        "-dname",
                        "CN=board",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(LOCK))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        try {
            made.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var file = Files.newInputStream(store)) {
            keys.load(file, LOCK);
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, LOCK);
        var context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
