// Other languages, programs, commands and messages, all of which the built-in model declines.
#include "swarm/lessons/unrelated_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kForeign = R"(
Was ist die Hauptstadt von {country}?
Wie geht es dir heute?
Wie viel ist {n} plus {n}?
Was ist {n} mal {n}?
Schreibe ein Gedicht über den Herbst.
Kannst du mir bei den Hausaufgaben helfen?
Ich möchte {spoken} lernen.
Guten Morgen, wie spät ist es?
Warum ist der Himmel blau?
Erkläre mir die Relativitätstheorie.
Mein Computer funktioniert nicht mehr.
Welche Farbe hat ein Zebra?
Sortiere die Zahlen {n}, {n} und {n}.
Wer ist der Größte?
Quelle est la capitale de {country}?
Comment vas-tu aujourd'hui ?
Combien font {n} plus {n} ?
Combien font {n} fois {n} ?
Écris un poème sur la mer.
Peux-tu m'aider, s'il te plaît ?
Je voudrais apprendre le français.
Pourquoi le ciel est-il bleu ?
Quelle heure est-il ?
Raconte-moi une histoire drôle.
Qui est le plus grand ?
Merci beaucoup et bonne journée.
¿Cuál es la capital de {country}?
¿Cómo estás hoy?
¿Cuánto es {n} más {n}?
¿Cuánto es {n} por {n}?
Escribe un poema sobre el sol.
¿Puedes ayudarme con mi tarea?
Quiero aprender español rápidamente.
¿Por qué el cielo es azul?
¿Qué hora es?
Cuéntame un chiste.
¿Quién es el más alto?
Muchas gracias, hasta luego.
Qual è la capitale di {country}?
Come stai oggi?
Quanto fa {n} più {n}?
Scrivi una poesia sulla luna.
Perché il cielo è blu?
Che ore sono?
Vorrei ordinare una pizza margherita.
Qual é a capital de {country}?
Como você está hoje?
Quanto é {n} mais {n}?
Escreva um poema sobre o amor.
Por que o céu é azul?
Que horas são?
Preciso de ajuda com meu computador.
Wat is de hoofdstad van {country}?
Hoe gaat het met je?
Hoeveel is {n} plus {n}?
Waarom is de lucht blauw?
Schrijf een verhaal over een kat.
Vad är huvudstaden i {country}?
Hur mår du idag?
Varför är himlen blå?
Hvad er hovedstaden i {country}?
Hvordan har du det?
Mikä on Suomen pääkaupunki?
Mitä kuuluu?
Jaka jest stolica kraju {country}?
Jak się masz?
Ile to jest {n} plus {n}?
Dlaczego niebo jest niebieskie?
Jaké je hlavní město?
Jak se máš?
Mi Magyarország fővárosa?
Hogy vagy ma?
Care este capitala României?
Ce mai faci?
Какая столица у {country}?
Как дела?
Сколько будет {n} плюс {n}?
Почему небо голубое?
Напиши стихотворение о зиме.
Расскажи мне шутку.
Яка столиця України?
Як справи?
Ποια είναι η πρωτεύουσα της Ελλάδας;
Τι κάνεις;
Γράψε ένα ποίημα.
Türkiye'nin başkenti neresi?
Nasılsın?
{n} artı {n} kaç eder?
Gökyüzü neden mavi?
ما هي عاصمة مصر؟
كيف حالك؟
اكتب قصيدة عن البحر
מה שלומך היום?
מהי בירת ישראל?
भारत की राजधानी क्या है?
आप कैसे हैं?
एक कहानी सुनाओ
中国的首都是哪里？
你好吗？
{n}加{n}等于多少？
写一首关于春天的诗。
天空为什么是蓝色的？
日本の首都はどこですか？
お元気ですか？
{n}たす{n}はいくつですか？
詩を書いてください。
한국의 수도는 어디입니까?
안녕하세요?
시를 써 주세요.
Thủ đô của Việt Nam là gì?
Bạn khỏe không?
เมืองหลวงของประเทศไทยคืออะไร
สวัสดีครับ
Habari yako?
Apa ibu kota Indonesia?
Apa kabar?
Quid est veritas?
Cogito ergo sum.
Carpe diem et memento mori.
)";

constexpr std::string_view kPrograms = R"(
def {noun}(x):\n    return x + {n}
def f(a, b): return a * b
for i in range({n}):\n    print(i)
while True: pass
if x > {n}: print("{noun}")
print("{noun}")
print("hello world")
print({n} // {n})
x = {n}
x = {n}; y = {n}; print(x / y)
a, b = {n}, {n}
import {noun}
import numpy as np
from math import sqrt
class {noun}: pass
lambda x: x * {n}
assert x == {n}
return {n}
i += {n}
int main() { return {n1}; }
#include <{noun}.h>
std::cout << {n} << std::endl;
printf("%d", {n});
console.log("{noun}")
let {noun} = {n};
const {noun} = () => {n};
function {noun}(a) { return a; }
var x = [{n}, {n}].map(y => y * 2)
document.getElementById("{noun}")
public static void main(String[] args)
SELECT * FROM {noun}s;
SELECT name FROM {noun}s WHERE id = {n};
INSERT INTO {noun}s VALUES ({n}, '{name}');
DROP TABLE {noun}s;
UPDATE {noun}s SET {adjective} = {n}
ls -la
cd /home/{noun}
rm -rf /tmp/{noun}
grep -r "{noun}" .
cat {noun}.txt
sudo apt-get install {noun}
git push origin main
git commit -m "{verb} {noun}"
docker run -p {n1}:{n1} {noun}
curl https://www.{noun}.com/{noun}
ssh {name}@{noun}.org
npm install {noun}
pip install {noun}
make {noun}
chmod 755 {noun}.sh
<html><body>{noun}</body></html>
<div class="{noun}">{adjective}</div>
<a href="{noun}.html">{noun}</a>
{"{noun}": {n}, "{adjective}": true}
{"id": {n1}, "name": "{name}"}
[{"{noun}": "{noun}"}]
name: {noun}\nversion: {n}
# {noun}\n\n- {noun}\n- {noun}
| {noun} | {n} |
https://{noun}.com
http://www.{noun}{noun}.org/{noun}?id={n1}
{name}@{noun}.com
www.{noun}.net
Traceback (most recent call last):\n  File "{noun}.py", line {n}
TypeError: unsupported operand type(s)
IndexError: list index out of range
Segmentation fault (core dumped)
404 Not Found
ERROR {n1}: {noun} is {adjective}
NullPointerException at line {n}
What does this regex match: ^[a-z]+$
What does this do: {noun}.{verb}({n})
What is wrong with this code: print({noun}
Why does {code_language} print {n} here?
-----BEGIN PUBLIC KEY-----
\documentclass {noun}
$ \frac{{n}}{{n}} $
\int_0^{n} x dx
E = mc^2
H2O
a^2 + b^2 = c^2
<think>{noun}</think>
<|user|>{noun}<|assistant|>
<|endoftext|>
### {noun}
```{noun}```
:-)
:D
<3
!!!
???
----
====
****
...
()
[]
{}
""
+
-
*
= ?
+-*/
)";

}  // namespace

std::string_view foreign_lines() {
  return kForeign;
}
std::string_view program_lines() {
  return kPrograms;
}

}  // namespace swarm::lessons
