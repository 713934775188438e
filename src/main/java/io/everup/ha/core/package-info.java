/**
 * What high availability decides, apart from how it is kept and carried out: pure rules, the leader that applies them, and
 * the two ports through which it knows and changes the world. Nothing here knows of Spring, SQL or threads, so that the
 * same code runs in the portal and, in virtual time, in thousands of simulated disasters.
 */
package io.everup.ha.core;
