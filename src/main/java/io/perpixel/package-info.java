/** What every layer may know: which build of perpixel is running. */
package io.perpixel;
