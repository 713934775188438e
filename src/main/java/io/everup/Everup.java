package io.everup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The portal. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Everup {

    public static void main(String[] arguments) {
        SpringApplication.run(Everup.class, arguments);
    }
}
