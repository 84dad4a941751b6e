/** Stages of the example in Java. */
package com.example.shops;
