import { Buffer } from 'node:buffer';

/**
 * The EICAR test file's 68 bytes, put together at run time: the text is never whole in the repository, so that a
 * scanner does not take the checkout. Source: eicar.org, "Anti Malware Testfile".
 */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
