package org.doorward.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Stands in for Dovecot behind Postfix's SASL client: it speaks the server side of Dovecot's authentication protocol, version 1.2, and knows
 * one password, {@code right}. With the password {@code later} it says that it is in trouble itself; with {@code gone} it hangs up.
 */
final class SaslStub {

    private static final String PASSWORD_PROMPT = "UGFzc3dvcmQ6";
    private static final String HANG_UP = "no answer";
    private static final String USER_PROMPT = "VXNlcm5hbWU6";

    private SaslStub() {}

    static StubServer start() throws IOException {
        return StubServer.start("sasl-stub", SaslStub::serve);
    }

    private static void serve(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        write(
                out,
                "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n");
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        Login login = new Login();
        String line;
        while ((line = in.readLine()) != null) {
            String answer = login.answer(line.split("\t", -1));
            if (answer.equals(HANG_UP)) {
                return;
            }
            if (!answer.isEmpty()) {
                write(out, answer);
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** One login after the other, as Postfix asks for them. */
    private static final class Login {

        private String mechanism = "";
        private String user = "";

        String answer(String... words) {
            if (words[0].equals("AUTH")) {
                mechanism = words[2];
                user = "";
                String response = initialResponse(words);
                if (!response.isEmpty()) {
                    return mechanism.equals("PLAIN") ? plain(words[1], response) : login(words[1], response);
                }
                return "CONT\t" + words[1] + "\t" + (mechanism.equals("PLAIN") ? "" : USER_PROMPT) + "\n";
            }
            if (words[0].equals("CONT")) {
                return mechanism.equals("PLAIN") ? plain(words[1], words[2]) : login(words[1], words[2]);
            }
            return "";
        }

        private static String initialResponse(String... words) {
            for (String word : words) {
                if (word.startsWith("resp=")) {
                    return word.substring("resp=".length());
                }
            }
            return "";
        }

        private static String plain(String id, String response) {
            String[] parts = decoded(response).split("\0", -1);
            return parts.length < 3 ? "FAIL\t" + id + "\n" : verdict(id, parts[1], parts[2]);
        }

        private String login(String id, String response) {
            if (user.isEmpty()) {
                user = decoded(response);
                return "CONT\t" + id + "\t" + PASSWORD_PROMPT + "\n";
            }
            return verdict(id, user, decoded(response));
        }

        private static String verdict(String id, String user, String password) {
            return switch (password) {
                case "right" -> "OK\t" + id + "\tuser=" + user + "\n";
                case "later" -> "FAIL\t" + id + "\tuser=" + user + "\ttemp\n";
                case "gone" -> HANG_UP;
                default -> "FAIL\t" + id + "\tuser=" + user + "\n";
            };
        }

        private static String decoded(String base64) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        }
    }
}
