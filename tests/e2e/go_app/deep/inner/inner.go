// SPDX-License-Identifier: Apache-2.0

package inner

func Answer() int { return 42 }
