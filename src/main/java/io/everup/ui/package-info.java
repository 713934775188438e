/** The frame of every page: navigation, formatting, refusals shown to people. Templates are in {@code frontend/}. */
package io.everup.ui;
