/**
 * Who may open the named pipe, in Microsoft's security descriptor language (Security Descriptor String Format). `P`:
 * nothing is inherited; `NU`, everyone who came over the network, is denied first; then full access for the system
 * (`SY`), administrators (`BA`) and Hyper-V administrators (S-1-5-32-578). Nobody else is named, so nobody else may.
 */
const deniedFromNetwork = '(D;;GA;;;NU)';
const allowed = ['SY', 'BA', 'S-1-5-32-578'].map((sid) => `(A;;GA;;;${sid})`).join('');
export const pipeAccess = `D:P${deniedFromNetwork}${allowed}`;
