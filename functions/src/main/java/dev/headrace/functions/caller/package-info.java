/** Who may call a function, by the ID token that the call carries. */
package dev.headrace.functions.caller;
