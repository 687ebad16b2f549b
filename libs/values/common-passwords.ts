/** Passwords of 12 characters and more that lists of stolen ones begin with, in English and French; lower-case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  1a2z3e4r5t6y 1a2z3e4r5t6y7u 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv
  1qazxsw23edc abc123456789 abc123abc123 abcd12345678 abcdef123456 abcdefghijkl abcdefghijklm abcdefghijklmnop
  admin1234567 admin12345678 admin123456789 adminadmin123 adminadminadmin administrateur administrateur1
  administrateur123 administrator administrator1 administrator123 allezlesbleus aqwzsxedcrfv arsenal12345
  asdfghjkl123 asdfghjkl1234 asdfghjklqwerty association1 association12 association123 association2024
  association2025 azerty123456 azerty1234567 azerty12345678 azerty123456789 azerty12azerty azertyazerty azertyqwerty
  azertyuiop12 azertyuiop123 azertyuiop1234 azertyuiop^$ azertyuiopqsdfgh barcelona123 baseball1234 basketball12
  batman123456 benevole1234 bienvenue123 bienvenue1234 bienvenue12345 bienvenue2024 bienvenue2024! bienvenue2025
  bienvenue2025! bienvenue2026 bonjour12345 bonjour123456 bonjour1234567 bonjourbonjour bonjourmonde1 camille12345
  changeme1234 changeme12345 changeme123456 changemenow123 changermoi123 changezmoi123 chelsea12345 chouchou1234
  chouchou12345 comptabilite comptabilite1 computer1234 computer12345 correcthorsebatterystaple coucou123456
  coucoucoucou doudou123456 dragon123456 dragon12345678 football1234 football12345 france123456 francefrance
  hunter123456 idontknow123 iloveyou1234 iloveyou12345 iloveyou123456 iloveyouforever iloveyouiloveyou internet1234
  internet12345 jennifer1234 jetaime12345 jetaime123456 jetaimejetaime jetaimemonamour jordan123456 lemotdepasse1
  letmein12345 letmein123456 letmeinplease liverpool123 loulou123456 marseille123 marseille1234 marseille13013
  master123456 michael12345 minecraft123 minecraft1234 monamour1234 monamour123456 monkey123456 monmotdepasse
  monmotdepasse1 monmotdepasse123 mot2passe1234 motdepasse01! motdepasse12 motdepasse123 motdepasse1234
  motdepasse12345 motdepasse123456 motdepasse2024 motdepasse2025 motdepasse2026 motdepassemotdepasse mypassword123
  mypassword1234 nicolas12345 nopassword123 nouveaumotdepasse olympiquedemarseille ordinateur12 ordinateur123
  p@ssw0rd123! p@ssw0rd1234 p@ssw0rd2024 p@ssw0rd2025 p@ssword1234 paris1234567 parisparis75 parissaintgermain
  passw0rd1234 passw0rd12345 password!234 password1234 password12345 password123456 password1234567 password12345678
  password123456789 password1234567890 password1password password2024 password2025 password2026 passwordpassword
  pokemon12345 pokemon123456 presidente123 princess1234 princess12345 qazwsxedc123 qazwsxedcrfv qsdfghjklm12
  qsdfghjklm123 qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 qwerty123qwerty qwertyqwerty qwertyuiop!@#
  qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiopasdfgh qwertzuiop12 qwertzuiop123 realmadrid123
  rootrootroot secretariat1 secretariat12 secretariat123 shadow123456 soleil123456 soleil12345678 spiderman123
  starwars1234 starwars12345 stephanie123 sunshine1234 sunshine12345 superadmin123 superman1234 superman12345
  supervisor123 thisisapassword thisismypassword tresorier123 trustno1trustno1 vivelafrance welcome12345
  welcome123456 welcome2024! welcome2025! welcomewelcome whatever1234 wxcvbn123456 zaq12wsxcde3 zaq1xsw2cde3
  zinedinezidane zxcvbnm12345 zxcvbnmasdfgh
  `
    .trim()
    .split(/\s+/),
);
